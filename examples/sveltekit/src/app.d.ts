declare global {
  namespace App {
    interface Locals {
      /** Who is signed in. */
      operator: string | null;
    }
  }
}

export {};
