// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import com.google.re2j.Pattern;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import java.util.List;
import java.util.Set;

/** The section {@code data}: what is looked for beside the built-in secrets, and what is done. */
public record DataRules(List<Pattern> patterns, CredentialAction action, Set<LocalePack> packs) {

  /** The section that an upstream document has if it does not write one. */
  public static final DataRules DEFAULT =
      new DataRules(List.of(), CredentialAction.REDACT_ONLY, Set.of());

  public DataRules {
    patterns = List.copyOf(patterns);
    packs = Set.copyOf(packs);
  }
}
