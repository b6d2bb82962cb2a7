// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.support.text.PrintableText;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/** Creates results with one line of text of bounded length. */
final class HealthResults {
  private static final int MAX_LENGTH = 1_000;

  private HealthResults() {}

  static Result of(Health health) {
    String detail = health.detail();
    return of(
        switch (health.level()) {
          case OK -> Status.OK;
          case WARN -> Status.WARN;
          case CRITICAL -> Status.CRITICAL;
        },
        detail.isEmpty() ? health.part() + " is well" : detail);
  }

  static Result of(Status status, String text) {
    return new Result(status, line(text));
  }

  /**
   * Returns one printable line: texts come from configurations and exceptions and go to consoles.
   */
  static String line(String text) {
    return PrintableText.line(text, MAX_LENGTH);
  }
}
