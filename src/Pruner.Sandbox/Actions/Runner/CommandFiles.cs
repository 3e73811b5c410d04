namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The files through which one step speaks to the runner, by their paths on this machine. Each step has files of its own.</summary>
/// <param name="Folder">The folder <c>_runner_file_commands</c>.</param>
/// <param name="Suffix">What ends their names.</param>
public sealed record CommandFiles(string Folder, string Suffix)
{
    /// <summary>The variable of each file, without <c>GITHUB_</c>, and what its name begins with.</summary>
    private static readonly (string Variable, string Prefix)[] _kinds =
        [("PATH", "add_path_"), ("ENV", "set_env_"), ("STEP_SUMMARY", "step_summary_"), ("STATE", "save_state_"), ("OUTPUT", "set_output_"), ("ARTIFACTS", "artifacts_")];

    /// <summary>Outputs.</summary>
    public string Output => Path.Combine(Folder, "set_output_" + Suffix);

    /// <summary>Notes for the post step.</summary>
    public string State => Path.Combine(Folder, "save_state_" + Suffix);

    /// <summary>Variables of later steps.</summary>
    public string Environment => Path.Combine(Folder, "set_env_" + Suffix);

    /// <summary>Folders that later steps look for programs in.</summary>
    public string SearchPath => Path.Combine(Folder, "add_path_" + Suffix);

    /// <summary>The job summary.</summary>
    public string Summary => Path.Combine(Folder, "step_summary_" + Suffix);

    /// <summary>The variables that name them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables => _kinds.Select(kind => new KeyValuePair<string, string>("GITHUB_" + kind.Variable, Path.Combine(Folder, kind.Prefix + Suffix)));

    /// <summary>Makes them, empty, as the runner does before a step.</summary>
    public static CommandFiles Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new CommandFiles(folder, Guid.NewGuid().ToString());
        foreach (var (_, path) in files.Variables)
        {
            File.Create(path).Dispose();
        }

        return files;
    }
}
