// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import io.portcullis.policy.internal.secret.finding.Redactor;
import java.util.Set;

/**
 * Scans the texts of the tests. A tilde splits a made-up secret, so that no scanner of a repository
 * takes it for one.
 */
final class Scans {

  private Scans() {}

  static String text(String split) {
    return split.replace("~", "");
  }

  static String redacted(String split) {
    String text = text(split);
    return Redactor.redact(text, SecretScanner.scan(text));
  }

  static Set<String> kinds(String split) {
    return SecretScanner.kinds(text(split));
  }
}
