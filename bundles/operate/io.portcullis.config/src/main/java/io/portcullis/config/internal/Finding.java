// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

/**
 * Something about the configuration that a person should know.
 *
 * @param critical whether it keeps the engine from doing what was meant
 * @param text what and where, in one line
 */
record Finding(boolean critical, String text) {

  static Finding critical(String text) {
    return new Finding(true, text);
  }

  static Finding warning(String text) {
    return new Finding(false, text);
  }
}
