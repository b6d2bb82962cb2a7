// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

/** The behaviour of a {@link RuntimeSimulator} on a new connection, up to the first query. */
public enum HandshakeScript {
  /** The challenge, and queries once the proof is accepted. */
  PROPER,
  /** Sends nothing and keeps reading. */
  NO_CHALLENGE,
  /** A challenge without a nonce. */
  EMPTY_NONCE,
  /** A challenge of 31 bytes. */
  SHORT_NONCE,
  /** A challenge of 33 bytes. */
  LONG_NONCE,
  /** A second challenge right behind the first. */
  TWO_CHALLENGES,
  /** Bytes that are no frame, in place of the challenge. */
  GARBAGE,
  /** An allow in place of the challenge. */
  ALLOW_INSTEAD,
  /** A frame of 8 MiB and one byte in place of the challenge. */
  OVERSIZE,
  /** Closes at once. */
  HANG_UP,
  /** Closes in the middle of the challenge. */
  HANG_UP_WITHIN_CHALLENGE,
  /** Closes after the challenge, without reading. */
  HANG_UP_AFTER_CHALLENGE,
  /** Closes when the proof is accepted. */
  HANG_UP_AFTER_PROOF,
  /** Sends the challenge, and then never reads a byte. */
  NEVER_READS,
  /** Completes the handshake, and then never reads another byte. */
  NEVER_READS_QUERIES
}
