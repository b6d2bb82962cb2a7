// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolErrorHandlerResult;
import io.portcullis.standalone.Portcullis;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A number in another form than the rule compares never passes the rule, whatever LangChain4j makes
 * of it.
 */
class ArgumentFormsTest {
  /** Forms of an amount; {@code %1$s} is the number. */
  private static final List<String> FORMS =
      List.of(
          "{\"amount\":\"%1$s\"}",
          "{\"amount\":\" %1$s \"}",
          "{\"amount\":\"%1$s.0\"}",
          "{\"amount\":\"%1$se0\"}",
          "{\"amount\":\"+%1$s\"}",
          "{\"amount\":\"0x1388\"}",
          "{\"amount\":\"\u0665\u0660\u0660\u0660\"}",
          "{\"amount\":[%1$s]}",
          "{\"amount\":[\"%1$s\"]}",
          "{\"amount\":{\"value\":%1$s}}",
          "{\"amount\":true}",
          "{\"amount\":null}",
          "{}",
          "",
          "\"{\\\"amount\\\":%1$s}\"",
          "[%1$s]",
          "{\"Amount\":%1$s}",
          "{\"AMOUNT\":%1$s}",
          "{\"arg0\":%1$s}",
          "{\"amount \":%1$s}",
          "{\"amount\":5,\"Amount\":%1$s}",
          "{\"amount\":5,\"amount\":%1$s}",
          "{\"amount\":5,\"\\u0061mount\":%1$s}",
          "{\"amount\":1e400}",
          "{\"amount\":NaN}",
          "{\"amount\":%1$s,}",
          "{\"amount\":%1$s} x");

  private static final List<String> TOOLS = List.of("payDouble", "payInt", "payLong", "payExact");

  @TempDir private Path folder;
  private final Bank bank = new Bank();
  private int lastId;

  interface Bot {
    String chat(String message);
  }

  /** Tools that take the amount as different types; the payments are their side effects. */
  public static final class Bank {
    final List<BigDecimal> paid = new ArrayList<>();

    @Tool
    public String payDouble(@P("amount") double amount) {
      return pay(BigDecimal.valueOf(amount));
    }

    @Tool
    public String payInt(@P("amount") int amount) {
      return pay(BigDecimal.valueOf(amount));
    }

    @Tool
    public String payLong(@P("amount") Long amount) {
      return pay(BigDecimal.valueOf(amount));
    }

    @Tool
    public String payExact(@P("amount") BigDecimal amount) {
      return pay(amount);
    }

    private String pay(BigDecimal amount) {
      paid.add(amount);
      return "paid";
    }
  }

  /** Has a model call a tool, and returns the text that the model gets. */
  private String calls(AiServices<Bot> service, String tool, String arguments) {
    ScriptedModel model =
        new ScriptedModel().thenCalls(call("call-" + ++lastId, tool, arguments)).thenSays("done");
    service
        .chatModel(model)
        .toolArgumentsErrorHandler(
            (error, context) -> ToolErrorHandlerResult.text("refused: " + error))
        .build()
        .chat("go");
    return model.toldTexts().get(0);
  }

  private String callsGoverned(Portcullis engine, String tool, String arguments) {
    GovernedTools governed = GovernedTools.with(engine.gate());
    return calls(AiServices.builder(Bot.class).tools(governed.tools(bank)), tool, arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: small, tools: ['pay*'], when: args.amount <= 1000.0, effect: allow}",
        "{name: open, tools: ['pay*'], effect: allow},"
            + "{name: large, tools: ['pay*'], when: args.amount > 1000.0, effect: deny}",
        "{name: open, tools: ['pay*'], effect: allow},"
            + "{name: large, tools: ['pay*'], when: args.amount > 1000.0, effect: ask}",
        "{name: open, tools: ['pay*'], effect: allow},"
            + "{name: this, tools: ['pay*'], when: args.amount == 5000, effect: deny}",
        "{name: these, tools: ['pay*'], when: 'args.amount in [5, 6]', effect: allow}"
      })
  void noFormPassesARuleThatComparesTheNumber(String rules) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("policy.yaml"),
            "apiVersion: portcullis/v1\nkind: Policy\nspec: {rules: [" + rules + "]}\n");
    try (Portcullis engine = Portcullis.builder().policies(file).build()) {
      for (String tool : TOOLS) {
        bank.paid.clear();
        for (String form : FORMS) {
          for (String amount : List.of("5", "5000")) {
            String arguments = form.formatted(amount);
            assertThat(callsGoverned(engine, tool, arguments))
                .as(tool + " " + arguments)
                .doesNotContain("paid");
          }
        }
        assertThat(callsGoverned(engine, tool, "{\"amount\":5000}")).contains("was not run");
        assertThat(bank.paid).isEmpty();
        assertThat(callsGoverned(engine, tool, "{\"amount\":5}")).isEqualTo("paid");
        assertThat(bank.paid).hasSize(1);
      }
    }
  }

  /** What the library takes for 5,000 without governance: the reason for strict rules. */
  @Test
  void langchain4jTakesTheseFormsForTheNumber() {
    List<String> taken = new ArrayList<>();
    for (String form : FORMS) {
      calls(AiServices.builder(Bot.class).tools(bank), "payExact", form.formatted("5000"));
      if (bank.paid.removeIf(each -> each != null && each.intValue() == 5_000)) {
        taken.add(form);
      }
    }
    assertThat(taken)
        .containsExactly(
            "{\"amount\":\"%1$s\"}",
            "{\"amount\":\" %1$s \"}",
            "{\"amount\":\"%1$s.0\"}",
            "{\"amount\":\"%1$se0\"}",
            "{\"amount\":\"+%1$s\"}",
            "{\"amount\":\"\u0665\u0660\u0660\u0660\"}",
            "\"{\\\"amount\\\":%1$s}\"",
            "{\"amount\":5,\"amount\":%1$s}",
            "{\"amount\":5,\"\\u0061mount\":%1$s}",
            "{\"amount\":%1$s,}",
            "{\"amount\":%1$s} x");
  }
}
