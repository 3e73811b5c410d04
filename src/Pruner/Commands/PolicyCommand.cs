using System.CommandLine;
using System.Text;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Output;
using Pruner.Reports;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner policy check|show|import</c>: about the configuration alone; asks nobody.</summary>
internal static class PolicyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host) =>
        new("policy", "Check, show or import the configuration.") { Check(host), Show(host), Import(host) };

    private static Command Check(ProgramHost host)
    {
        var format = new CommonOptions().Format;
        var file = new Argument<string>("file") { Description = "The configuration. Default: pruner.yml.", DefaultValueFactory = _ => "pruner.yml" };
        CommonOptions.RefuseOptions(file);
        var check = new Command("check", "Check a configuration, and say in plain words what it comes to.") { file, format };
        check.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            Results.Write(host, PolicyOutline.Of(path, ConfigurationFile.Read(path)), parsed.GetValue(format)!);
            return (int)ExitCode.Done;
        });
        return check;
    }

    private static Command Show(ProgramHost host)
    {
        var show = new Command("show", "Print the built-in configuration, with comments on every key.");
        show.SetAction(_ =>
        {
            host.Out.Write(BuiltInPolicy.Text);
            return (int)ExitCode.Done;
        });
        return show;
    }

    private static Command Import(ProgramHost host)
    {
        var output = new Option<string?>("--out") { Description = "Write the configuration to this new file. Default: standard output.", HelpName = "file" };
        CommonOptions.RefuseEmpty(output, "a path");
        var file = new Argument<string>("file") { Description = "The gc-policy.yaml of coreos-assembler." };
        CommonOptions.RefuseOptions(file);
        var import = new Command("import", "Turn coreos-assembler's policy into a configuration that keeps at least as much.") { file, output };
        import.SetAction(parsed =>
        {
            var made = PolicyImport.Of(CosaPolicy.Read(parsed.GetValue(file)!), BuiltInPolicy.Policy.Streams);
            foreach (var note in made.Notes)
            {
                host.Error.WriteLine(note);
            }

            if (parsed.GetValue(output) is not { } target)
            {
                host.Out.Write(made.Text);
                return (int)ExitCode.Done;
            }

            RefuseToReplace(target);
            StateFolder.Write(target, Encoding.UTF8.GetBytes(made.Text));
            host.Error.WriteLine($"Configuration written to {target}.");
            return (int)ExitCode.Done;
        });
        return import;
    }

    private static void RefuseToReplace(string target)
    {
        if (Path.Exists(target))
        {
            throw new SetupException(new Refusal(
                $"--out is {target}, which is there already.", "Protections that it holds would be lost.", "Give another name, and put the two together by hand."));
        }
    }
}
