/** Begins the page: words, look, providers, router. */
import '@jingwei/kit/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { startI18n } from '@/lib/i18n'
import { startLook } from '@/lib/look'
import { Providers } from './Providers'
import { watchForUpgrades } from './outdated'
import { router } from './routes'

startLook()
watchForUpgrades()
await startI18n()
const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><Providers><RouterProvider router={router} /></Providers></StrictMode>)
