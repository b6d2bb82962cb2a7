// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.InstantArgument;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.argument.ToolNameArgument;
import io.portcullis.cli.command.ParsedCommand;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options that decisions of calls have in common.
 *
 * @param policy the documents
 * @param mode the mode
 * @param now the time of the call; null for the system clock
 */
record CheckOptions(Path policy, EnforcementMode mode, @Nullable Instant now) {

  /**
   * Reads the options.
   *
   * @throws CliUsageException if an option is missing or has a value that is not understood
   */
  static CheckOptions of(ParsedCommand options) throws CliUsageException {
    return new CheckOptions(
        PathArgument.parse(options.required("--policy")), mode(options), now(options));
  }

  private static EnforcementMode mode(ParsedCommand options) throws CliUsageException {
    String word = options.value("--mode", EnforcementMode.ENFORCE.word());
    for (EnforcementMode mode : EnforcementMode.values()) {
      // Both ways: other letters have one of ours as their upper or their lower case.
      if (mode.name().equals(word.toUpperCase(Locale.ROOT))
          && mode.word().equals(word.toLowerCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw new CliUsageException("--mode is none of enforce, observe, disabled");
  }

  private static @Nullable Instant now(ParsedCommand options) throws CliUsageException {
    String now = options.value("--now");
    return now == null ? null : InstantArgument.parse(now);
  }

  /**
   * Reads the call.
   *
   * @throws CliUsageException if its action or its tool is not understood
   */
  static ToolCall call(ParsedCommand options) throws CliUsageException {
    ActionType action =
        ActionType.parse(options.value("--action", ActionType.TOOL_CALL.word()))
            .orElseThrow(() -> new CliUsageException("--action is not known"));
    return ToolCall.builder(ToolNameArgument.of(action, options.value("--tool", ""), "--tool"))
        .agent(
            new AgentIdentity(
                options.value("--org", ""),
                options.value("--team", ""),
                options.value("--agent", "")))
        .action(action)
        .source(options.value("--source", ""))
        .targetUrl(options.value("--url"))
        .arguments(options.value("--args", "{}"))
        .build();
  }
}
