// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.question;

/** What an engine answers. Only {@link #ALLOW} lets a tool run. */
public enum Answer {
  /** The call may run. */
  ALLOW,
  /** The call must not run. */
  DENY,
  /** No rule applies. */
  NONE,
  /** The engine says that it could not decide. */
  ERROR
}
