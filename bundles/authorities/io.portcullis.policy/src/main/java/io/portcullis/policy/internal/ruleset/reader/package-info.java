// SPDX-License-Identifier: Apache-2.0

/** Reads the rules and variables of a document and compiles their expressions. */
@NullMarked
package io.portcullis.policy.internal.ruleset.reader;

import org.jspecify.annotations.NullMarked;
