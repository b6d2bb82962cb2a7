// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

/** Makes untrusted text safe for a log line or a console. */
public final class OrderText {
  private OrderText() {}

  /** Replaces invisible characters by spaces. */
  public static String of(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** Returns the text, cut to a maximum number of characters. */
  public static String start(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
