/** The camera, full screen, until it has read a code. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { prepareScanner, readPicture } from '@/lib/scan'
import s from './camera.module.css'

const EVERY = 140
const SIDE = 720

export function Camera({ onCode, close, onFailed }: { onCode: (text: string) => void; close: () => void; onFailed: () => void }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let stream: MediaStream | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let over = false
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    const look = async (): Promise<void> => {
      const box = video.current
      if (over || !box || !pen) return
      if (box.videoWidth > 0) {
        const side = Math.min(box.videoWidth, box.videoHeight)
        const size = Math.min(SIDE, side)
        canvas.width = size
        canvas.height = size
        pen.drawImage(box, (box.videoWidth - side) / 2, (box.videoHeight - side) / 2, side, side, 0, 0, size, size)
        const text = await readPicture(pen.getImageData(0, 0, size, size))
        if (text && !over) {
          over = true
          navigator.vibrate?.(60)
          onCode(text)
          return
        }
      }
      timer = setTimeout(() => void look(), EVERY)
    }
    const start = async (): Promise<void> => {
      try {
        if (!navigator.mediaDevices?.getUserMedia) throw new Error('no camera')
        void prepareScanner()
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 } }, audio: false })
        if (over || !video.current) { stream.getTracks().forEach(track => track.stop()); return }
        video.current.srcObject = stream
        await video.current.play()
        setReady(true)
        await look()
      } catch {
        if (!over) onFailed()
      }
    }
    void start()
    return () => {
      over = true
      clearTimeout(timer)
      stream?.getTracks().forEach(track => track.stop())
    }
    // The callbacks of the opening render serve for the life of the camera.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <div className={s['camera']}>
      <video ref={video} muted playsInline />
      <div className={s['frame']} />
      <div className={s['hint']}>{ready ? t('floor.scanText') : t('app.loading')}</div>
      <button type="button" className={s['stop']} onClick={close}>{t('floor.stop')}</button>
    </div>
  )
}
