// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A number in another form than the rule compares never passes the rule, whatever the server makes
 * of it. The ledger of the server contains all payments that were made.
 */
@Tag("interop")
@Timeout(value = 15, unit = TimeUnit.MINUTES) // the first test installs the servers
class ArgumentFormsIT {
  /** Rules that let a payment of 5 pass, and none of 5,000. */
  private static final List<String> RULES =
      List.of(
          "{name: small, tools: ['pay*'], when: args.amount <= 1000.0, effect: allow}",
          "{name: open, tools: ['pay*'], effect: allow},"
              + "{name: large, tools: ['pay*'], when: args.amount > 1000.0, effect: deny}",
          "{name: open, tools: ['pay*'], effect: allow},"
              + "{name: large, tools: ['pay*'], when: args.amount > 1000.0, effect: ask}",
          "{name: open, tools: ['pay*'], effect: allow},"
              + "{name: this, tools: ['pay*'], when: args.amount == 5000, effect: deny}",
          "{name: these, tools: ['pay*'], when: 'args.amount in [5, 6]', effect: allow}");

  /** Forms of an amount; {@code %1$s} is the number. */
  private static final List<String> FORMS =
      List.of(
          "{\"amount\":\"%1$s\"}",
          "{\"amount\":\" %1$s \"}",
          "{\"amount\":\"%1$s.0\"}",
          "{\"amount\":\"%1$se0\"}",
          "{\"amount\":\"0%1$s\"}",
          "{\"amount\":\"0_%1$s\"}",
          "{\"amount\":\"\u0665\u0660\u0660\u0660\"}",
          "{\"amount\":[%1$s]}",
          "{\"amount\":[\"%1$s\"]}",
          "{\"amount\":{\"value\":%1$s}}",
          "{\"amount\":true}",
          "{\"amount\":null}",
          "{}",
          "null",
          "\"{\\\"amount\\\":%1$s}\"",
          "[%1$s]",
          "{\"Amount\":%1$s}",
          "{\"AMOUNT\":%1$s}",
          "{\"amount \":%1$s}",
          "{\"\uff41mount\":%1$s}",
          "{\"amount\":5,\"Amount\":%1$s}",
          "{\"Amount\":%1$s,\"amount\":5}",
          "{\"amount\":5,\"amount\":%1$s}",
          "{\"amount\":5,\"\\u0061mount\":%1$s}",
          "{\"amount\":1e400}",
          "{\"amount\":NaN}");

  @TempDir private Path folder;

  private Path ledger() throws IOException {
    return Files.createFile(folder.resolve("ledger"));
  }

  private static Stream<Arguments> rules() {
    return Stream.of(BankServer.values())
        .flatMap(server -> RULES.stream().map(rules -> Arguments.of(server, rules)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("rules")
  void noFormPassesARuleThatComparesTheNumber(BankServer server, String rules) throws IOException {
    Path ledger = ledger();
    Gateway gateway =
        new Gateway(
            folder,
            "apiVersion: portcullis/v1\nkind: Policy\nspec: {approval_timeout_secs: 1, rules: ["
                + rules
                + "]}\n");
    List<String> paid = new ArrayList<>();
    try (ToolClient client = new ToolClient(gateway.before(server.command(ledger)))) {
      for (String tool : server.tools()) {
        for (String form : FORMS) {
          refused(client, tool, form.formatted("5"));
          refused(client, tool, form.formatted("5000"));
        }
        refused(client, tool, "{\"amount\":5000}");
        assertThat(Files.readAllLines(ledger)).isEqualTo(paid);
        assertThat(client.call(tool, "{\"amount\":5}")).contains("paid");
        paid.add("5");
        assertThat(Files.readAllLines(ledger)).isEqualTo(paid);
      }
    }
  }

  private static void refused(ToolClient client, String tool, String arguments) throws IOException {
    assertThat(client.call(tool, arguments))
        .as(tool + " " + arguments)
        .containsAnyOf("was not forwarded", "-32700", "-32600")
        .doesNotContain("paid");
  }

  /** Without the gateway: why the forms matter. */
  @ParameterizedTest
  @EnumSource
  void serverTakesOtherFormsForTheNumber(BankServer server) throws IOException {
    Path ledger = ledger();
    try (ToolClient client = new ToolClient(server.command(ledger))) {
      assertThat(client.call("pay", "{\"amount\":\"5000\"}")).contains("paid");
      if (server == BankServer.MCP_GO) {
        assertThat(client.call("pay_bound", "{\"amount\":5,\"Amount\":5000}")).contains("paid");
        assertThat(client.call("pay_bound", "{\"AMOUNT\":5000}")).contains("paid");
      }
    }
    assertThat(Files.readAllLines(ledger)).isNotEmpty().containsOnly("5000");
  }
}
