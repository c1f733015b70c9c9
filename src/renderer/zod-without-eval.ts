import { z } from 'zod'

// The page's policy takes no code made of strings. zod tries it at its first schema: this has to come before.
z.config({ jitless: true })
