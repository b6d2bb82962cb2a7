// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.command.CommandTable;
import io.portcullis.mcp.stdio.StdioOptions;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The help of {@code mcp} comes from the table, its parser from the gateway. */
class McpHelpTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+[a-z]");

  @Test
  void tableAndParserOfTheGatewayKnowTheSameOptions() {
    Set<String> described =
        CommandTable.commandLine().getSubcommands().get("mcp").getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !name.equals("--help"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> parsed =
        OPTION
            .matcher(StdioOptions.USAGE)
            .results()
            .map(match -> match.group())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(parsed);
  }
}
