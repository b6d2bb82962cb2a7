// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.trace;

import io.portcullis.policy.internal.cel.ExactNumber;
import io.portcullis.policy.internal.cel.JsonNull;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes a value for a person, shortened. */
final class ValueText {

  private static final int MAX_TEXT = 60;
  private static final int MAX_ELEMENTS = 5;
  private static final int MAX_DEPTH = 3;

  private ValueText() {}

  static String of(Object value) {
    return of(value, 0);
  }

  private static String of(Object value, int depth) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Double number) {
      return ExactNumber.of(number).toPlainString();
    }
    if (value instanceof BigDecimal decimal) {
      return shortened(decimal.toString());
    }
    if (value == JsonNull.NULL) {
      return "null";
    }
    if (value instanceof List<?> list) {
      return list(list, depth);
    }
    if (value instanceof Map<?, ?> members) {
      return "an object with " + members.size() + (members.size() == 1 ? " member" : " members");
    }
    return shortened(String.valueOf(value));
  }

  private static String list(List<?> list, int depth) {
    if (depth == MAX_DEPTH) {
      return "a list of " + list.size();
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < Math.min(MAX_ELEMENTS, list.size()); i++) {
      text.append(i == 0 ? "" : ", ").append(of(list.get(i), depth + 1));
    }
    if (list.size() > MAX_ELEMENTS) {
      text.append(", … (").append(list.size()).append(" elements)");
    }
    return text.append("]").toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    shortened(text)
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\');
              }
              if (Character.isISOControl(c)
                  || Character.getType(c) == Character.FORMAT
                  || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
