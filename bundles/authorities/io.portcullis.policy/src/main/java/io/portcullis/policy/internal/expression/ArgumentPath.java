// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.LooseName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of an argument. Tools read arguments more leniently than JSON prescribes. A value
 * that a tool might find and this class cannot is unclear, not missing.
 */
final class ArgumentPath {

  private static final Found MISSING = new Found(Kind.MISSING, null);
  private static final Found UNCLEAR = new Found(Kind.UNCLEAR, null);

  private ArgumentPath() {}

  /** The kinds of results. */
  enum Kind {
    VALUE,
    MISSING,
    /**
     * A name occurs in another letter case or with surrounding blanks, or a value on the path is
     * not an object or a list.
     */
    UNCLEAR
  }

  /** The result of a lookup; the value is null unless the kind is {@link Kind#VALUE}. */
  record Found(Kind kind, @Nullable JsonValue value) {}

  /**
   * One name or index of a path.
   *
   * @param index the list position that the name denotes; negative if it denotes none
   */
  record Step(String name, String folded, int index) {

    static Step of(String name) {
      boolean index = name.matches("0|[1-9][0-9]{0,8}");
      return new Step(name, LooseName.fold(name), index ? Integer.parseInt(name) : -1);
    }
  }

  /** Splits a path at its dots. */
  static List<Step> parse(String path) {
    return Arrays.stream(path.split("\\.", -1)).map(Step::of).toList();
  }

  static Found follow(List<Step> path, @Nullable JsonValue arguments) {
    Found found = new Found(Kind.VALUE, arguments);
    for (Step step : path) {
      found = next(step, found.value());
      if (found.kind() != Kind.VALUE) {
        return found;
      }
    }
    return found;
  }

  private static Found next(Step step, @Nullable JsonValue container) {
    if (container instanceof JsonObject object) {
      return member(step, object.members());
    }
    if (container instanceof JsonArray array && step.index() >= 0) {
      return step.index() < array.items().size()
          ? new Found(Kind.VALUE, array.items().get(step.index()))
          : MISSING;
    }
    return UNCLEAR;
  }

  /** Checks every name even if the exact one is present, because the tool may use the other. */
  private static Found member(Step step, Map<String, JsonValue> members) {
    Found found = MISSING;
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      if (member.getKey().equals(step.name())) {
        found = new Found(Kind.VALUE, member.getValue());
      } else if (LooseName.matches(member.getKey(), step.folded())) {
        return UNCLEAR;
      }
    }
    boolean listExpected = step.index() >= 0 && found.kind() == Kind.MISSING && !members.isEmpty();
    return listExpected ? UNCLEAR : found;
  }
}
