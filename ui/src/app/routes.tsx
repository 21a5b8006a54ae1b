/** Every address and the page behind it; each feature is its own chunk. */
import { lazy } from 'react'
import { createBrowserRouter } from 'react-router'
import { Gate } from './Gate'
import { Lost } from './Lost'

const HomePage = lazy(() => import('@/features/home/HomePage'))
const InboxPage = lazy(() => import('@/features/inbox/InboxPage'))
const AppsPage = lazy(() => import('@/features/apps/AppsPage'))
const ListPage = lazy(() => import('@/features/records/ListPage'))
const RecordPage = lazy(() => import('@/features/records/RecordPage'))
const NewRecordPage = lazy(() => import('@/features/records/NewRecordPage'))
const WeavePage = lazy(() => import('@/features/weave/WeavePage'))
const TimelinePage = lazy(() => import('@/features/timeline/TimelinePage'))
const MrpPage = lazy(() => import('@/features/planning/MrpPage'))
const SchedulePage = lazy(() => import('@/features/planning/SchedulePage'))
const BomPage = lazy(() => import('@/features/planning/BomPage'))
const KitPage = lazy(() => import('@/features/planning/KitPage'))
const StockPage = lazy(() => import('@/features/stock/StockPage'))
const MovesPage = lazy(() => import('@/features/stock/MovesPage'))
const FlowPage = lazy(() => import('@/features/flow/FlowPage'))
const FloorPage = lazy(() => import('@/features/floor/FloorPage'))
const OperationPage = lazy(() => import('@/features/floor/OperationPage'))
const ImportPage = lazy(() => import('@/features/imports/ImportPage'))
const PromisesPage = lazy(() => import('@/features/promises/PromisesPage'))

export const router = createBrowserRouter([
  {
    path: '/', element: <Gate />, errorElement: <Lost />,
    children: [
      { index: true, element: <HomePage /> },
      { path: 'inbox', element: <InboxPage /> },
      { path: 'inbox/:task', element: <InboxPage /> },
      { path: 'apps', element: <AppsPage /> },
      { path: 'a/:app/:form', element: <ListPage /> },
      { path: 'a/:app/:form/new', element: <NewRecordPage /> },
      { path: 'a/:app/:form/:id', element: <RecordPage /> },
      { path: 'a/:app/:form/:id/timeline', element: <TimelinePage /> },
      { path: 'weave', element: <WeavePage /> },
      { path: 'plan/mrp', element: <MrpPage /> },
      { path: 'plan/schedule', element: <SchedulePage /> },
      { path: 'plan/bom/:item?', element: <BomPage /> },
      { path: 'plan/kit/:order?', element: <KitPage /> },
      { path: 'stock', element: <StockPage /> },
      { path: 'stock/:item', element: <MovesPage /> },
      { path: 'flow/:instance', element: <FlowPage /> },
      { path: 'report', element: <FloorPage /> },
      { path: 'report/:operation', element: <OperationPage /> },
      { path: 'import', element: <ImportPage /> },
      { path: 'promises', element: <PromisesPage /> },
      { path: '*', element: <Lost /> },
    ],
  },
])
