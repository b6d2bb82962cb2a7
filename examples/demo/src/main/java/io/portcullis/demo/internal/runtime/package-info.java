// SPDX-License-Identifier: Apache-2.0

/** Runs an Agent Assembly runtime that decides by a policy document, in a process of its own. */
@NullMarked
package io.portcullis.demo.internal.runtime;

import org.jspecify.annotations.NullMarked;
