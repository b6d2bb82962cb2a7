// SPDX-License-Identifier: Apache-2.0
/** The main program, which starts Felix with the engine and the application's bundle. */
package com.example.container;
