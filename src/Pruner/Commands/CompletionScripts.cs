namespace Pruner.Commands;

/// <summary>
/// What shells source. Each asks the program itself, by System.CommandLine's directive <c>[suggest:POSITION]</c>, and falls back to file names. Answers are only
/// ever compared and offered, never evaluated: names of regions come from a file.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>For bash 4.4 or later.</summary>
    public const string Bash = """
        # Completion of pruner for bash. Load it with:  source <(pruner completion bash)
        _pruner() {
            local program=${1/#\~\//$HOME/} line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} candidate
            line="pruner${line#"$1"}"
            [ "$word" = "=" ] && word=
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
            done < <("$program" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _pruner pruner

        """;

    /// <summary>For zsh, after <c>compinit</c>.</summary>
    public const string Zsh = """
        #compdef pruner
        # Completion of pruner for zsh. Load it, after compinit, with:  source <(pruner completion zsh)
        _pruner() {
            local program=${~words[1]}
            local line="pruner ${(j: :)words[2,CURRENT]}"
            local -a candidates=("${(@f)$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compset -P '*='
            compadd -- "${candidates[@]}" || _files
        }
        compdef _pruner pruner

        """;

    /// <summary>For fish.</summary>
    public const string Fish = """
        # Completion of pruner for fish. Load it with:  pruner completion fish | source
        function __pruner_complete
            set -l program (commandline -opc)[1]
            set -l line (commandline -cp | string replace -r '^\s*\S+' pruner)
            set -l word (commandline -ct)
            set -l candidates ($program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -- "$word*")
            if test (count $candidates) -gt 0
                printf '%s\n' $candidates
            else
                __fish_complete_path "$word"
            end
        end
        complete -c pruner -f -a '(__pruner_complete)'

        """;
}
