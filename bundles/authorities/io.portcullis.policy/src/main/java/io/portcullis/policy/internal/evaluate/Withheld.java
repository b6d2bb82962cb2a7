// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.json.Unreadable;

/** Arguments were asked for that are not known. */
public final class Withheld extends Unreadable {

  private static final long serialVersionUID = 1L;

  Withheld() {
    super("the arguments are not known");
  }
}
