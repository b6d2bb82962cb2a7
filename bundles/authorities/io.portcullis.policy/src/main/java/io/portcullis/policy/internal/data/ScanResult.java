// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import io.portcullis.policy.model.PolicyRedaction;
import java.util.List;

/** The result of a scan, and the replacements. */
public record ScanResult(Kind kind, List<PolicyRedaction> redactions) {

  static final ScanResult NOTHING = new ScanResult(Kind.NOTHING, List.of());
  static final ScanResult FOUND = new ScanResult(Kind.FOUND, List.of());
  static final ScanResult UNREDACTABLE = new ScanResult(Kind.UNREDACTABLE, List.of());

  public enum Kind {
    NOTHING,
    FOUND,
    UNREDACTABLE,
    REDACTED
  }
}
