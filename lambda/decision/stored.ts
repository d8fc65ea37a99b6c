import type * as z from 'zod/mini';

/** What a form reads: a type that is stored is written once, as the form that checks what is read back. */
export type Stored<Form extends z.ZodMiniType> = Frozen<z.infer<Form>>;

type Frozen<T> = { readonly [Member in keyof T]: Frozen<T[Member]> };
