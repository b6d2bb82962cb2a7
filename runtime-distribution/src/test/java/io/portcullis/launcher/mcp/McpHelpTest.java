// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.command.CommandTable;
import io.portcullis.mcp.pinning.command.PinProgram;
import io.portcullis.mcp.stdio.StdioOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The help of {@code mcp} comes from the table, its parser from the gateway. */
class McpHelpTest {

  @Test
  void tableAndParserOfTheGatewayKnowTheSameOptions() {
    Set<String> parsed = new HashSet<>(Set.of(PinProgram.PINS, PinProgram.ACCEPT, "--all"));
    parsed.addAll(StdioOptions.VALUED);
    parsed.addAll(StdioOptions.FLAGS);
    Set<String> described =
        CommandTable.commandLine().getSubcommands().get("mcp").getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !name.equals("--help"))
            .collect(Collectors.toSet());
    assertThat(described).isEqualTo(parsed);
  }
}
