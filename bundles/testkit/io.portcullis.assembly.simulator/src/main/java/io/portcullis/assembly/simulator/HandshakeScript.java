// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

/** What a {@link RuntimeSimulator} does with a new connection, up to the first query. */
public enum HandshakeScript {
  /** The challenge, and queries once the proof is accepted. */
  PROPER,
  /** Says nothing and reads on. */
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
  /** Closes behind the challenge, without reading. */
  HANG_UP_AFTER_CHALLENGE,
  /** Closes when the proof is accepted. */
  HANG_UP_AFTER_PROOF,
  /** The challenge, and then it never reads a byte. */
  NEVER_READS,
  /** The handshake, and then it never reads another byte. */
  NEVER_READS_QUERIES
}
