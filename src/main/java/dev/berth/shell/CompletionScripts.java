package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.util.List;

/** What the user's shell needs to complete berth's commands: it asks berth itself, so that nothing goes out of date. */
final class CompletionScripts {
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private static final String BASH = """
            # bash completion for berth
            _berth() {
              local word=${COMP_WORDS[COMP_CWORD]} proposal
              COMPREPLY=()
              # Names of files are among them: compgen -W would run what stands in one.
              while IFS= read -r proposal; do
                if [[ $proposal == "$word"* ]]; then
                  COMPREPLY+=("$(printf '%q' "$proposal")")
                fi
              done < <(berth complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            }
            complete -o default -F _berth berth
            """;

    private static final String ZSH = """
            #compdef berth
            _berth() {
              local -a proposals
              proposals=("${(@f)$(berth complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
              if [[ -n "${proposals[*]}" ]]; then
                compadd -- "${proposals[@]}"
              else
                _files
              fi
            }
            # Found in fpath, this file is the function's body at its first call; sourced, it has to register it.
            if [[ "${funcstack[1]}" == _berth ]]; then
              _berth
            else
              compdef _berth berth
            fi
            """;

    private static final String FISH = """
            # fish completion for berth
            function __berth_complete
              set -l typed (commandline -opc) (commandline -ct)
              set -l proposals (berth complete -- $typed[2..-1] 2>/dev/null)
              if set -q proposals[1]
                printf '%s\\n' $proposals
              else
                __fish_complete_path $typed[-1]
              end
            end
            complete -c berth -f -a '(__berth_complete)'
            """;

    private CompletionScripts() {}

    static String of(String shell) {
        return switch (shell) {
            case "bash" -> BASH;
            case "zsh" -> ZSH;
            case "fish" -> FISH;
            default ->
                throw new BerthException(
                        ErrorCode.USAGE,
                        "no completion for " + Quoted.word(shell),
                        "There is one for: " + String.join(", ", SHELLS));
        };
    }
}
