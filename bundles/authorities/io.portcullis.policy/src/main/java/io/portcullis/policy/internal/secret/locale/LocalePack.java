// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.locale;

import io.portcullis.policy.internal.secret.finding.SecretFinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The locale packs that a document can ask for. */
public enum LocalePack {
  /** Identity, residence, business and telephone numbers of Taiwan. */
  ZH_TW("zh-TW");

  private final String tag;

  LocalePack(String tag) {
    this.tag = tag;
  }

  /** Returns the pack of a language tag in any letter case (BCP 47); null if there is none. */
  public static @Nullable LocalePack of(String tag) {
    for (LocalePack pack : values()) {
      if (pack.tag.equalsIgnoreCase(tag)) {
        return pack;
      }
    }
    return null;
  }

  /** Returns the tag in its usual letter case. */
  public String tag() {
    return tag;
  }

  /**
   * Returns the identifiers in a text by their place.
   *
   * @param name the name of the member that has the text; null for running text
   */
  public List<SecretFinding> scan(CharSequence text, @Nullable String name) {
    return new TaiwanIdentifiers(text, name).scan();
  }
}
