// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

/** Text of others that goes into a log line or a console. */
public final class OrderText {
  private OrderText() {}

  public static String of(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** At most so many characters. */
  public static String start(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
