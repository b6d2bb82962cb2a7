// SPDX-License-Identifier: Apache-2.0
/** The engine on a class path without OSGi: the same parts, wired by constructors. */
@NullMarked
package io.portcullis.standalone;

import org.jspecify.annotations.NullMarked;
