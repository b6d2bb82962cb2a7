// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandDescriptionTest {
  private static final CommandDescription PAY =
      CommandDescription.of("pay", "Pays a bill.", "pay BILL [--from ACCOUNT]", "pay --all")
          .argument("BILL", "The bill.")
          .option("--from", "ACCOUNT", "The account.", "a", "b")
          .flag("--all", "Pays all bills.")
          .exit(1, "The account is empty.")
          .exit(12, "The bill is unknown.")
          .build();

  @Test
  void helpNamesSynopsisArgumentsOptionsAndExitCodes() {
    assertThat(PAY.help())
        .isEqualTo(
            """
            usage: pay BILL [--from ACCOUNT]
                   pay --all

            Pays a bill.

            Arguments:
              BILL  The bill.

            Options:
              --from ACCOUNT  The account.
              --all           Pays all bills.
              --help          Show this help.

            Exit codes:
              0   The command succeeded.
              1   The account is empty.
              2   The arguments are wrong; nothing was changed.
              12  The bill is unknown.\
            """);
  }

  @Test
  void onlyHelpAloneAsksForHelp() {
    assertThat(CommandDescription.asksForHelp(List.of("--help"))).isTrue();
    assertThat(CommandDescription.asksForHelp(List.of("-h"))).isTrue();
    assertThat(CommandDescription.asksForHelp(List.of("--tool", "--help"))).isFalse();
    assertThat(CommandDescription.asksForHelp(List.of())).isFalse();
  }

  @Test
  void descriptionCannotBeChanged() {
    assertThatThrownBy(() -> PAY.exitCodes().put(3, "x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> PAY.options().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everyCommandOfTheTableHasASynopsisThatBeginsWithItsName() {
    assertThat(OperatorCommandTable.all()).hasSizeGreaterThan(10);
    for (CommandDescription each : OperatorCommandTable.all()) {
      assertThat(each.synopsis()).allMatch(line -> (line + " ").startsWith(each.name() + " "));
      assertThat(each.summary()).as(each.name()).endsWith(".");
    }
  }

  @Test
  void tableRefusesAnUnknownName() {
    assertThatThrownBy(() -> OperatorCommandTable.of("frobnicate"))
        .hasMessage("no such command: frobnicate");
  }

  @Test
  void readsNamesFromAServicePropertyOfAnyType() {
    assertThat(CommandNames.of("one")).containsExactly("one");
    assertThat(CommandNames.of(new String[] {"one", "two"})).containsExactly("one", "two");
    assertThat(CommandNames.of(null)).isEmpty();
    assertThat(CommandNames.of(7)).isEmpty();
  }
}
