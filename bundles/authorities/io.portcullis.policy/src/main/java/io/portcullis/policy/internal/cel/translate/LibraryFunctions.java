// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.CelFunctionDecl;
import java.util.List;

/** The functions of policies beyond CEL's own. */
public final class LibraryFunctions {

  private LibraryFunctions() {}

  /** Returns what the library checks calls against. */
  public static List<CelFunctionDecl> declarations() {
    return List.of();
  }
}
