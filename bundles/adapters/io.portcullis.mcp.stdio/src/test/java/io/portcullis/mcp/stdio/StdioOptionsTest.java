// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.portcullis.mcp.stdio.StdioOptions.Answers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StdioOptionsTest {

  private static StdioOptions parse(String line) {
    return StdioOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
  }

  @Test
  void acceptsACommandAlone() {
    assertThat(parse("-- /opt/server-files --root /tmp"))
        .isEqualTo(
            new StdioOptions(
                null,
                "",
                "server-files",
                StdioOptions.DEFAULT_ERROR_CODE,
                Answers.UNTOUCHED,
                List.of("/opt/server-files", "--root", "/tmp")));
  }

  @Test
  void acceptsOptionsInAnyOrder() {
    assertThat(
            parse(
                "--server files --error-code -32001 --hide-denied --agent a-1 --pin"
                    + " --policy p.yaml --decide-results -- s -- --policy"))
        .isEqualTo(
            new StdioOptions(
                Path.of("p.yaml"),
                "a-1",
                "files",
                -32_001,
                new Answers(true, true, true),
                List.of("s", "--", "--policy")));
  }

  @ParameterizedTest
  @CsvSource({
    "--decide-results,true,false,false",
    "--hide-denied,false,true,false",
    "--server x --pin,false,false,true"
  })
  void acceptsEachOptionForResponsesAlone(
      String options, boolean decideResults, boolean hideDenied, boolean pin) {
    assertThat(parse(options + " -- s").answers())
        .isEqualTo(new Answers(decideResults, hideDenied, pin));
  }

  @Test
  void beginsTheCommandAtTheFirstWordThatIsNotAnOption() {
    assertThat(parse("--agent a server --agent b").command())
        .containsExactly("server", "--agent", "b");
  }

  @Test
  void usesADefaultNameIfTheCommandIsNotAName() {
    assertThat(parse("-- /opt/my+server").server()).isEqualTo("server");
    assertThat(parse("-- /").server()).isEqualTo("server");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the server's command is missing after --",
        "-- | the server's command is missing after --",
        "--agent a | the server's command is missing after --",
        "--polcy p -- s | unknown option --polcy; the server's command comes after --",
        "--policy -- s | --policy needs a value",
        "--policy | --policy needs a value",
        "--pin --server x --pin -- s | --pin is given twice",
        "--hide-denied --hide-denied -- s | --hide-denied is given twice",
        "--hide-denied=true -- s | unknown option --hide-denied=true",
        "--pin -- npx server | --pin needs --server",
        "--agent a --agent b -- s | --agent is given twice",
        "--server ../x -- s | --server is not 1 to 64 letters",
        "--server .. -- s | --server is not 1 to 64 letters",
        "--error-code x -- s | --error-code is not a whole number: x",
      })
  void refuses(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(line))
        .withMessageStartingWith(message);
  }

  @Test
  void refusesAnInvalidAgent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StdioOptions.parse(List.of("--agent", "a\nb", "--", "s")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StdioOptions.parse(List.of("--agent", "a".repeat(257), "--", "s")));
  }
}
