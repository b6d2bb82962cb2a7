// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

/** Text of others that goes into a log line or a console. */
final class OneLine {
  private OneLine() {}

  static String of(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /** At most so many characters. */
  static String start(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
