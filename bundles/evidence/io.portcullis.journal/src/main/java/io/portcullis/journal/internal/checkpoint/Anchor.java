// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

/**
 * A line whose hash is known: from the signed checkpoint or from the high-water mark.
 *
 * @param what the name of the file that states the hash
 * @param seq the number of the line
 * @param hash its hash in hex
 */
public record Anchor(String what, long seq, String hash) {}
