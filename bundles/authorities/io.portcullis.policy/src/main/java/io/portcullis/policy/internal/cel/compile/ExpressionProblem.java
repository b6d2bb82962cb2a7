// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

/**
 * One reason why an expression was refused.
 *
 * @param offset the position in the source, in characters (UTF-16 units) from its start; never
 *     beyond its end
 * @param message what is wrong and how to write it, in one sentence
 */
public record ExpressionProblem(int offset, String message) {}
