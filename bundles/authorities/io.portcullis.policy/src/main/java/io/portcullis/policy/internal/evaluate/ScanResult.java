// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.Redaction;
import java.util.List;

/** What a scan found, and what to put in its place. */
record ScanResult(Kind kind, List<Redaction> redactions) {

  static final ScanResult NOTHING = new ScanResult(Kind.NOTHING, List.of());
  static final ScanResult FOUND = new ScanResult(Kind.FOUND, List.of());
  static final ScanResult UNREDACTABLE = new ScanResult(Kind.UNREDACTABLE, List.of());

  enum Kind {
    NOTHING,
    FOUND,
    UNREDACTABLE,
    REDACTED
  }
}
