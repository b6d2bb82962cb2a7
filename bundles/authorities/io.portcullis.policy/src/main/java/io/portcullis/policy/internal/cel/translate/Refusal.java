// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

/**
 * A part of an expression that policies do not have.
 *
 * @param offset its position in the source, in characters
 * @param message what is wrong and how to write it
 */
public record Refusal(int offset, String message) {}
