// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

/**
 * A problem of the configuration that an operator should know.
 *
 * @param critical whether it keeps the engine from working as intended
 * @param text the problem and its place, in one line
 */
record ConfigurationFinding(boolean critical, String text) {

  static ConfigurationFinding critical(String text) {
    return new ConfigurationFinding(true, text);
  }

  static ConfigurationFinding warning(String text) {
    return new ConfigurationFinding(false, text);
  }
}
