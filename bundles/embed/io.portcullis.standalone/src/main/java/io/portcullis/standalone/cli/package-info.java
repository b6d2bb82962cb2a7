// SPDX-License-Identifier: Apache-2.0
/** The command line: decisions and documents, checked without a container. */
@NullMarked
package io.portcullis.standalone.cli;

import org.jspecify.annotations.NullMarked;
