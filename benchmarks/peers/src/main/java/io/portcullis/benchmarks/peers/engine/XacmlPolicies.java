// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The policies of the questions in XACML. The names are one bag, which AuthzForce keeps hashed. */
final class XacmlPolicies {
  static final String ACTION = "urn:oasis:names:tc:xacml:3.0:attribute-category:action";
  static final String ACTION_ID = "urn:oasis:names:tc:xacml:1.0:action:action-id";
  static final String RESOURCE = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource";

  private static final String CORE = "urn:oasis:names:tc:xacml:1.0:function:";
  private static final String STRING = "http://www.w3.org/2001/XMLSchema#string";
  private static final String INTEGER = "http://www.w3.org/2001/XMLSchema#integer";
  private static final String TOOL =
      apply(CORE + "string-one-and-only", designator(ACTION, ACTION_ID, STRING));
  private static final String AMOUNT =
      apply(CORE + "integer-one-and-only", designator(RESOURCE, "amount", INTEGER));
  private static final String PATHS = designator(RESOURCE, "paths", STRING);

  private XacmlPolicies() {}

  static String configuration(Path policy) {
    return "<pdp xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        + " xmlns=\"http://authzforce.github.io/core/xmlns/pdp/8\" version=\"8.1\">"
        + "<policyProvider id=\"policies\" xsi:type=\"StaticPolicyProvider\"><policyLocation>"
        + policy.toUri()
        + "</policyLocation></policyProvider></pdp>";
  }

  static String of(Question question) {
    return "<Policy xmlns=\"urn:oasis:names:tc:xacml:3.0:core:schema:wd-17\" PolicyId=\"peers\""
        + " Version=\"1.0\" RuleCombiningAlgId="
        + "\"urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides\"><Target/>"
        + rules(question)
        + "</Policy>";
  }

  private static String rules(Question question) {
    String pay = is("pay");
    return switch (question) {
      case NAMES_10, NAMES_1000, NAMES_10000 -> rule("Permit", listed(question.names()));
      case COMPARISON -> rule("Permit", and(pay, compare("less-than-or-equal", AMOUNT, 1_000)));
      case PATHS -> rule("Permit", and(is("read"), and(allInside(), noneClimbs())));
      case DENIAL ->
          rule("Permit", pay) + rule("Deny", and(pay, compare("greater-than", AMOUNT, 1_000)));
      case FAILING_ALLOW -> rule("Permit", and(pay, compare("greater-than-or-equal", share(), 1)));
      case FAILING_DENY ->
          rule("Permit", pay) + rule("Deny", and(pay, compare("less-than", share(), 1)));
      case NOTHING -> "";
    };
  }

  private static String listed(int names) {
    String bag =
        SampleCalls.names(names).stream()
            .map(name -> value(STRING, name))
            .collect(Collectors.joining());
    return apply(CORE + "string-is-in", TOOL + apply(CORE + "string-bag", bag));
  }

  private static String allInside() {
    return apply(
        "urn:oasis:names:tc:xacml:3.0:function:all-of",
        function("urn:oasis:names:tc:xacml:3.0:function:string-starts-with")
            + value(STRING, SampleCalls.FOLDER)
            + PATHS);
  }

  private static String noneClimbs() {
    return apply(
        CORE + "not",
        apply(
            "urn:oasis:names:tc:xacml:3.0:function:any-of",
            function("urn:oasis:names:tc:xacml:3.0:function:string-contains")
                + value(STRING, "..")
                + PATHS));
  }

  private static String share() {
    return apply(CORE + "integer-divide", value(INTEGER, "1000") + AMOUNT);
  }

  private static String rule(String effect, String condition) {
    return "<Rule RuleId=\""
        + effect
        + "\" Effect=\""
        + effect
        + "\"><Condition>"
        + condition
        + "</Condition></Rule>";
  }

  private static String is(String tool) {
    return apply(CORE + "string-equal", TOOL + value(STRING, tool));
  }

  private static String and(String one, String other) {
    return apply(CORE + "and", one + other);
  }

  private static String compare(String function, String number, int with) {
    return apply(CORE + "integer-" + function, number + value(INTEGER, Integer.toString(with)));
  }

  private static String apply(String function, String arguments) {
    return "<Apply FunctionId=\"" + function + "\">" + arguments + "</Apply>";
  }

  private static String function(String name) {
    return "<Function FunctionId=\"" + name + "\"/>";
  }

  private static String value(String type, String text) {
    return "<AttributeValue DataType=\"" + type + "\">" + text + "</AttributeValue>";
  }

  private static String designator(String category, String id, String type) {
    return "<AttributeDesignator Category=\""
        + category
        + "\" AttributeId=\""
        + id
        + "\" DataType=\""
        + type
        + "\" MustBePresent=\"true\"/>";
  }
}
