// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRedaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random input: every document is loaded or refused, and redactions point at existing values. */
class FuzzTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("portcullis.exhaustive");

  private static final String SEED =
      """
      %YAML 1.2
      ---
      spec:
        scope: !!str "t\\x65am:\\u0061\\U00000062"
        tools: {a: &x {allow: true, limit_per_hour: 5}, 'b': *x}
        data:
          sensitive_patterns: ["[a-z]+(x|y){2,3}"]
        version: |+2
          text

      """;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedDocumentIsLoadedOrRefused(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < (EXHAUSTIVE ? 50_000 : 1_000); round++) {
      byte[] document = damage(SEED.getBytes(StandardCharsets.UTF_8), random);
      assertThat(Given.problems(document)).hasSizeLessThanOrEqualTo(50);
    }
  }

  private static byte[] damage(byte[] document, Random random) {
    String alphabet = "{}[]:,-?&*!|>'\"%@`#\n\t \\~<=.0xUu8F";
    byte[] bytes = document;
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      int at = random.nextInt(bytes.length);
      int kind = random.nextInt(3);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      if (kind != 0) {
        boolean any = random.nextInt(4) == 0;
        out.write(any ? random.nextInt(256) : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      int rest = kind == 2 ? at : at + 1;
      out.write(bytes, rest, bytes.length - rest);
      bytes = out.toByteArray();
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void everySecretInARandomTreeIsRedactedInPlace(long seed) {
    Random random = new Random(seed);
    PolicyEngine engine = Given.engine("data: {sensitive_patterns: ['sk-[0-9]+']}");
    for (int round = 0; round < 1_000; round++) {
      List<PolicyRedaction> expected = new ArrayList<>();
      StringBuilder json = new StringBuilder();
      tree(random, "", 0, json, expected);

      PolicyDecision decision = engine.evaluate(Given.call("a", json.toString()));

      if (expected.isEmpty()) {
        assertThat(decision).as(json.toString()).isInstanceOf(Allow.class);
      } else {
        assertThat(decision).as(json.toString()).isInstanceOf(Redact.class);
        assertThat(((Redact) decision).redactions()).containsExactlyElementsOf(expected);
      }
    }
  }

  private static void tree(
      Random random,
      String pointer,
      int depth,
      StringBuilder json,
      List<PolicyRedaction> expected) {
    int kind = depth > 4 ? 2 : random.nextInt(4);
    space(random, json);
    if (kind < 2) {
      json.append(kind == 0 ? '{' : '[');
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        json.append(i == 0 ? "" : ",");
        String name = new String[] {"a/b", "c~d", "é", ""}[random.nextInt(4)] + i;
        space(random, json);
        if (kind == 0) {
          quote(random, name, json);
          json.append(':');
        }
        String step = kind == 0 ? name.replace("~", "~0").replace("/", "~1") : "" + i;
        tree(random, pointer + "/" + step, depth + 1, json, expected);
      }
      json.append(kind == 0 ? '}' : ']');
    } else if (kind == 2) {
      String text = text(random);
      quote(random, text, json);
      String redacted = text.replaceAll("sk-[0-9]+", "[REDACTED]");
      if (!redacted.equals(text)) {
        expected.add(new PolicyRedaction(pointer, redacted));
      }
    } else {
      json.append(new String[] {"1", "-2.5e3", "true", "null"}[random.nextInt(4)]);
    }
    space(random, json);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < random.nextInt(5); i++) {
      text.append(
          new String[] {"sk-12", "sk-", "\"", "\\", "\n", "é", "😀", "word "}[random.nextInt(8)]);
    }
    return text.toString();
  }

  private static void space(Random random, StringBuilder json) {
    json.append(random.nextInt(4) == 0 ? " \n" : "");
  }

  /** Writes a string with some of its characters escaped unnecessarily. */
  private static void quote(Random random, String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      if (c < ' '
          || c == '"'
          || c == '\\'
          || (!Character.isSurrogate(c) && random.nextInt(4) == 0)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private static final String RULES =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        variables: {home: '"/home/" + agent.id'}
        rules:
          - {name: a, tools: [read, "list_*"], when: 'args.n > 1.0 && has(args.list)', effect: allow}
          - name: b
            when: >-
              args.list.exists(x, x.startsWith(variables.home)) ||
              tool == "read"
            effect: ask
            timeout: 1h30m
            redact: [/list/0, /n]
      """;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void damagedRulesAreLoadedOrRefusedAndDecide(long seed) {
    Random random = new Random(seed);
    int loaded = 0;
    for (int round = 0; round < (EXHAUSTIVE ? 250_000 : 150); round++) {
      byte[] document = damage(RULES.getBytes(StandardCharsets.UTF_8), random);
      try {
        PolicyEngine engine = Given.engine(new PolicyLoader().parse("p", document));
        loaded++;
        for (String arguments : List.of("{\"n\":2,\"list\":[\"/home/agent-1/x\"]}", "{}", "{")) {
          assertThat(engine.evaluate(Given.call("read", arguments)).reason()).isNotEmpty();
        }
      } catch (PolicyException e) {
        assertThat(e.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(50);
      }
    }
    assertThat(loaded).isPositive();
  }
}
