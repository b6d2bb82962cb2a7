// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads properties as their author intended: without a byte order mark before the first key, and
 * without blanks around values. Stateless.
 */
final class PropertyNormalizer {
  /** As it is, and as a reader of ISO 8859-1 sees it. */
  private static final String[] BYTE_ORDER_MARKS = {"\uFEFF", "\u00EF\u00BB\u00BF"};

  private static final String BLANKS = " \t\r\n\f";

  private PropertyNormalizer() {}

  /** Returns a normalised copy. A key without a mark comes before the same key with one. */
  static Map<String, Object> normalize(Dictionary<String, ?> properties) {
    Map<String, Object> normalized = new HashMap<>();
    for (String key : Collections.list(properties.keys())) {
      String plain = key(key);
      if (plain.equals(key)) {
        normalized.put(key, value(properties.get(key)));
      } else {
        normalized.putIfAbsent(plain, value(properties.get(key)));
      }
    }
    return normalized;
  }

  private static String key(String key) {
    for (String mark : BYTE_ORDER_MARKS) {
      if (key.startsWith(mark)) {
        return key.substring(mark.length());
      }
    }
    return key;
  }

  private static Object value(Object value) {
    if (value instanceof String text) {
      return trim(text);
    }
    if (value instanceof String[] texts) {
      return Arrays.stream(texts).map(PropertyNormalizer::trim).toArray(String[]::new);
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(PropertyNormalizer::value).toList();
    }
    return value;
  }

  /** Takes blanks away and nothing else: other control characters are no accident. */
  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && BLANKS.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }
}
