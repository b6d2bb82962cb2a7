// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import java.util.List;

/** Something of the engine that can be taken away and brought back while calls are in flight. */
interface Swappable {

  /** One way to take it away and to bring it back. */
  record Way(String name, Runnable away, Runnable back) {}

  /** The ways in turn; one without {@code away} replaces it in one go. */
  List<Way> ways();
}
