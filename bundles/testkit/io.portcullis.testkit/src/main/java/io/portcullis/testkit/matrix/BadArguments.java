// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

/** Arguments that must not reach a tool. */
public enum BadArguments {
  /** A text that ends too early. */
  TRUNCATED,
  /** A text that is not JSON. */
  NOT_JSON,
  /** More than one value. */
  TWO_VALUES,
  /** A text that two readers could understand differently. */
  DUPLICATE_MEMBER,
  /** Half a character. */
  LONE_SURROGATE,
  /** A text that is not JSON, though some readers accept it. */
  NOT_A_NUMBER,
  /** Deeper than any limit. */
  TOO_DEEP,
  /** Larger than the limit of 1 MiB. */
  TOO_LARGE;

  /**
   * Returns the arguments.
   *
   * @return the text
   */
  public String text() {
    return switch (this) {
      case TRUNCATED -> "{\"path\":";
      case NOT_JSON -> "path=/tmp/a";
      case TWO_VALUES -> "{\"path\":\"/tmp/a\"} {}";
      case DUPLICATE_MEMBER -> "{\"path\":\"/tmp/a\",\"path\":\"/tmp/b\"}";
      case LONE_SURROGATE -> "{\"path\":\"\\ud800\"}";
      case NOT_A_NUMBER -> "{\"path\":NaN}";
      case TOO_DEEP -> "{\"path\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
      case TOO_LARGE -> "{\"path\":\"" + "a".repeat(2 << 20) + "\"}";
    };
  }
}
