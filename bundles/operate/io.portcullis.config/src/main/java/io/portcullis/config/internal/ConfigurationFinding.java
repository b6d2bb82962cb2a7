// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

/**
 * Something about the configuration that a person should know.
 *
 * @param critical whether it keeps the engine from doing what was meant
 * @param text what and where, in one line
 */
record ConfigurationFinding(boolean critical, String text) {

  static ConfigurationFinding critical(String text) {
    return new ConfigurationFinding(true, text);
  }

  static ConfigurationFinding warning(String text) {
    return new ConfigurationFinding(false, text);
  }
}
