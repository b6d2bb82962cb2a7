// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.text.ContainedStrings;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.json.JsonValue.JsonWord;
import io.portcullis.policy.internal.secret.SecretScanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions over the whole content of a value. */
public final class ContentFunctions {

  private ContentFunctions() {}

  /**
   * Returns every string in a value, names of members too. A caller who makes the value large must
   * not thereby choose whether the condition counts, so too many strings exceed the limit.
   */
  public static Object strings(CallFrame frame, Object value) {
    count(frame, value);
    try {
      return ContainedStrings.of(value);
    } catch (FunctionException e) {
      throw new WorkLimitExceeded();
    }
  }

  /** Returns the kinds of secrets in a value, at any depth. */
  public static Object secrets(CallFrame frame, Object value) {
    return List.copyOf(SecretScanner.kinds(json(frame, value)));
  }

  private static void count(CallFrame frame, Object value) {
    frame.charge(2);
    if (value instanceof List<?> list) {
      list.forEach(item -> count(frame, item));
    } else if (value instanceof Map<?, ?> members) {
      members.values().forEach(member -> count(frame, member));
    }
  }

  private static JsonValue json(CallFrame frame, Object value) {
    frame.charge(1);
    if (value instanceof String text) {
      return text(frame, text);
    }
    if (value instanceof List<?> list) {
      List<JsonValue> items = new ArrayList<>();
      list.forEach(item -> items.add(json(frame, item)));
      return new JsonArray(items);
    }
    if (value instanceof Map<?, ?> members) {
      Map<String, JsonValue> copy = new LinkedHashMap<>();
      members.forEach(
          (name, member) ->
              copy.put(text(frame, String.valueOf(name)).value(), json(frame, member)));
      return new JsonObject(copy);
    }
    return value instanceof Number number ? new JsonNumber(number.toString(), 0, 0) : JsonWord.NULL;
  }

  /** The scan of two characters takes about one unit of work. */
  private static JsonText text(CallFrame frame, String text) {
    frame.charge(1 + (text.length() >> 1));
    return new JsonText(text, 0, 0);
  }
}
