// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.model.PolicyRequest;
import java.util.Locale;

/** A property of a call by which a counter counts separately. */
public enum SubjectPart {
  AGENT,
  TEAM,
  ORG,
  CALLER,
  OPERATION,
  TOOL,
  SERVER,
  ACTION;

  /** Longer names are counted under their digest. */
  private static final int MAX_NAME = 128;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Returns the word in a document. */
  public String word() {
    return word;
  }

  /** Returns the value of a call; empty if the call has none. */
  public String of(PolicyRequest request) {
    String value =
        switch (this) {
          case AGENT -> request.agent();
          case TEAM -> request.team();
          case ORG -> request.org();
          case CALLER -> caller(request);
          case OPERATION -> request.operation();
          case TOOL -> request.tool();
          case SERVER -> request.source();
          case ACTION -> request.action().word();
        };
    return value.length() > MAX_NAME ? DefinitionDigest.of(value) : value;
  }

  private static String caller(PolicyRequest request) {
    PolicyRequest.Caller caller = request.caller();
    return caller == null ? "" : caller.id();
  }
}
