// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

/** What happens to the engine while the agent works. Each change is complete on return. */
interface EngineOperations {
  /** Takes the authority away. */
  void stopTransport();

  /** Brings the authority back. */
  void startTransport();

  /** Configures the enforcement mode. */
  void mode(String mode);

  /** Has a reviewer decide the next call that waits for an approval. */
  void reviewNext(boolean approve);

  /** Has an operator terminate the agent. */
  void terminate(String agent);

  /** Has an operator take that back. */
  void reinstate(String agent);

  /**
   * Verifies the journal of all that has happened.
   *
   * @return what was found, in one line
   * @throws IllegalStateException if it was changed, or is incomplete
   */
  String verifyJournal();
}
