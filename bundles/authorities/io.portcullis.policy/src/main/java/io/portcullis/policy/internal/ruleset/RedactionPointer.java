// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.LooseName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer (RFC 6901) to a value that a rule redacts. Immutable.
 *
 * @param text the pointer as it is written
 * @param steps the unescaped names and indexes; not empty
 */
public record RedactionPointer(String text, List<String> steps) {

  private static final int MAX_LENGTH = 1_024;

  /** What a pointer finds in a value. */
  public enum Found {
    /** The value exists and can be replaced. */
    VALUE,
    /** No such value exists. */
    MISSING,
    /** A lenient reader may find a value that this pointer does not. */
    UNCLEAR
  }

  public RedactionPointer {
    steps = List.copyOf(steps);
  }

  /** Parses a pointer; returns null if the text is no pointer to a part of a value. */
  public static @Nullable RedactionPointer parse(String text) {
    if (!text.startsWith("/") || text.length() > MAX_LENGTH) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      if (step.replace("~0", "").replace("~1", "").contains("~")) {
        return null;
      }
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return new RedactionPointer(text, steps);
  }

  /**
   * Looks for the value. A name that differs from a step only in letter case, in compatible
   * characters or in blanks around it is unclear, since many tools accept it as that step.
   */
  public Found find(JsonValue root) {
    JsonValue value = root;
    for (String step : steps) {
      JsonValue next = null;
      if (value instanceof JsonObject object) {
        if (hasOtherSpelling(object, step)) {
          return Found.UNCLEAR;
        }
        next = object.members().get(step);
      } else if (value instanceof JsonArray array) {
        next = item(array, step);
      }
      if (next == null) {
        return Found.MISSING;
      }
      value = next;
    }
    return Found.VALUE;
  }

  private static boolean hasOtherSpelling(JsonObject object, String step) {
    String folded = LooseName.fold(step);
    for (String name : object.members().keySet()) {
      if (!name.equals(step) && LooseName.matches(name, folded)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable JsonValue item(JsonArray array, String step) {
    if (!step.matches("0|[1-9][0-9]{0,8}")) {
      return null;
    }
    int index = Integer.parseInt(step);
    return index < array.items().size() ? array.items().get(index) : null;
  }

  /** Returns whether a pointer names this value or one inside it. */
  public boolean covers(String pointer) {
    return pointer.equals(text) || pointer.startsWith(text + "/");
  }
}
