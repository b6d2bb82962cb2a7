// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import com.google.re2j.Pattern;
import java.util.List;

/** The section {@code data}. */
public record DataRules(List<Pattern> patterns, CredentialAction action) {

  public DataRules {
    patterns = List.copyOf(patterns);
  }
}
