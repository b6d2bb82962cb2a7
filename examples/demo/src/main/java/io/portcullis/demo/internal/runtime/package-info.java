// SPDX-License-Identifier: Apache-2.0
/** A runtime on an Agent Assembly socket for the demonstration; a process of its own. */
@NullMarked
package io.portcullis.demo.internal.runtime;

import org.jspecify.annotations.NullMarked;
