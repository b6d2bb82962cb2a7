// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

/**
 * The new value of one text in the arguments.
 *
 * @param pointer JSON pointer (RFC 6901) to the text; empty for the arguments as a whole
 * @param replacement the complete new text, to be set as a JSON string
 */
public record PolicyRedaction(String pointer, String replacement) {}
