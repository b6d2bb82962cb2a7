// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static io.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFaultTest {

  /** Nothing in this document depends on the arguments. */
  private static final PolicyEngine ALLOW_ALL =
      Given.engine("{tools: {'*': {allow: true}}, data: {credential_action: alert_only}}");

  private static final PolicyEngine READING =
      Given.engine("data: {sensitive_patterns: ['never-there']}");

  private static void assertFault(PolicyDecision decision) {
    assertThat(decision).isInstanceOf(Fault.class);
    assertThat(decision.rule()).isEqualTo("request_not_evaluated");
    assertThat(decision.reason()).isNotBlank();
    assertThat(decision.document()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TOOL_CALL | `` | {}",
        "TOOL_CALL | ` ` | {}",
        "TOOL_RESULT | `` | {}",
        "FILE_OPERATION | x | {}",
        "FILE_OPERATION | x | ``",
        "FILE_OPERATION | x | {\"path\":\"/x\"}",
        "FILE_OPERATION | x | {\"operation\":\"read\"}",
        "FILE_OPERATION | x | {\"path\":\"\",\"operation\":\"read\"}",
        "FILE_OPERATION | x | {\"path\":5,\"operation\":\"read\"}",
        "FILE_OPERATION | x | {\"path\":\"/x\",\"operation\":\"chmod\"}",
        "FILE_OPERATION | x | {\"path\":\"/x\",\"operation\":\"READ\"}",
        "FILE_OPERATION | x | [\"/x\",\"read\"]",
        "PROCESS_EXEC | x | {}",
        "PROCESS_EXEC | x | {\"command\":\"\"}",
        "PROCESS_EXEC | x | {\"command\":[\"ls\"]}",
        "PROCESS_EXEC | x | {\"command\":\"ls\",\"args\":\"-l\"}",
        "PROCESS_EXEC | x | {\"command\":\"ls\",\"args\":[1]}",
        "PROCESS_EXEC | x | \"ls\"",
        "PROCESS_EXEC | x | {\"command\":\"ls\",\"Command\":\"rm\"}",
        "FILE_OPERATION | x | {\"path\":\"/x\",\"operation\":\"read\",\" OPERATION\":\"delete\"}",
        "NETWORK_CALL | x | {\"host\":\"example.com\",\"HOST\":\"evil.test\"}",
        "FILE_OPERATION | x | {\"path\":\"/x\\u0000.txt\",\"operation\":\"read\"}",
        "PROCESS_EXEC | x | {\"command\":\"ls\\u0000\"}",
        "PROCESS_EXEC | x | {\"command\":\"ls\",\"args\":[\"-l\",\"a\\u0000b\"]}",
        "NETWORK_CALL | x | {}",
      })
  void missingOrMismatchingContextIsAFault(Action action, String tool, String arguments) {
    assertFault(ALLOW_ALL.evaluate(request(action, tool, arguments)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "nope",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"\\u0062\":2}}",
        "[1] [2]",
        "{} x",
        "[NaN]",
        "[Infinity]",
        "[01]",
        "[1,]",
        "{'a':1}",
        "[\"\\ud800\"]",
        "[\"\\udc00\\ud800\"]",
        "[\"\\ud83dx\"]",
        "{\"\\ud800\":1}",
        "[\"\ud800\"]",
        "[\"\udc00\"]",
        "[\"tab\there\"]",
        "// comment\n{}",
      })
  void invalidJsonArgumentsAreAFault(String arguments) {
    assertFault(READING.evaluate(Given.call("a", arguments)));
    assertThat(ALLOW_ALL.evaluate(Given.call("a", arguments))).isInstanceOf(Allow.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "0",
        "\"x\"",
        "[]",
        " {} ",
        "[\"\\ud83d\\ude00\"]",
        "[\"\ud83d\ude00\"]",
        "[1e999999999, -0, 1E-400]",
      })
  void otherValidJsonIsRead(String arguments) {
    assertThat(READING.evaluate(Given.call("a", arguments))).isInstanceOf(Allow.class);
  }

  @Test
  void depthAndLengthOfArgumentsAreBounded() {
    assertFault(READING.evaluate(Given.call("a", "[".repeat(10_000) + "]".repeat(10_000))));
    assertFault(
        READING.evaluate(Given.call("a", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))));
    assertFault(READING.evaluate(Given.call("a", "[".repeat(65) + "]".repeat(65))));
    assertThat(READING.evaluate(Given.call("a", "[".repeat(64) + "]".repeat(64))))
        .isInstanceOf(Allow.class);
    assertFault(READING.evaluate(Given.call("a", "\"" + "x".repeat(1 << 20) + "\"")));
    assertThat(READING.evaluate(Given.call("a", "\"" + "x".repeat((1 << 20) - 2) + "\"")))
        .isInstanceOf(Allow.class);
    assertFault(READING.evaluate(Given.call("a", "[" + "9".repeat(5_000) + "]")));
  }

  @Test
  void lengthOfNamesIsBounded() {
    String tooLong = "x".repeat(1_025);

    assertFault(ALLOW_ALL.evaluate(Given.call(tooLong)));
    assertFault(ALLOW_ALL.evaluate(Given.by(tooLong, "", "", "a")));
    assertFault(ALLOW_ALL.evaluate(Given.by("", tooLong, "", "a")));
    assertFault(ALLOW_ALL.evaluate(Given.by("", "", tooLong, "a")));
  }

  @Test
  void engineKeepsDecidingAfterEveryFault() {
    assertFault(READING.evaluate(Given.call("a", "{")));

    assertThat(READING.evaluate(Given.call("a", "{}"))).isInstanceOf(Allow.class);
  }
}
