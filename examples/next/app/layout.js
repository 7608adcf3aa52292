export const metadata = {title: 'coconut-page with Next.js'};

export default function Layout({children}) {
  return <html lang="en"><body>{children}</body></html>;
}
